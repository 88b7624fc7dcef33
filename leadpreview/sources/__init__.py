"""Who answers: the embedded people database, and the desk that asks on a page's behalf."""
