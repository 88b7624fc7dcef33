"""What the browser is told beside what is drawn, so that what is typed and pressed there counts.

- It sends what stands in a text box when the box loses the focus, a few hundredths of a second
  after the press that took it: the press would be taken over first, for the audience before. So the
  press waits.
- A list box forgets the text in it that was not chosen from its list. So the text stays in sight
  below the box as not added, and is in the box again when the box is gone back to.
- An open list takes no press for a third of a second after it was scrolled. So it does.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

__all__ = ["listen", "style"]

_SEND_FIRST: Final = """
  const isTextBox = (element) => element instanceof Element
    && element.matches('input:not([role=combobox]), textarea');
  let typed = false, held = false;
  listen('input', (event) => { typed = isTextBox(event.target); });
  listen('keydown', (event) => { if (event.key === 'Enter') typed = false; });
  listen('pointerdown', (event) => {
    const box = document.activeElement;
    held = typed && isTextBox(box) && box !== event.target;
    if (held) { typed = false; box.blur(); }
  });
  listen('click', (event) => {
    const press = event.target instanceof Element && event.target.closest('button, a[href]');
    if (!held || !press || !event.isTrusted) return;
    held = false;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Two frames and a turn later the page has worked the text off, and has sent it.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => press.click())));
  });
"""

_KEEP_IN_SIGHT: Final = """
  const fieldOf = (box) => box instanceof Element && box.matches('input[role=combobox]')
    && box.closest('[class*="st-key-field_"]');
  const chosen = (field) => field.querySelectorAll('[data-tag]').length;
  const leave = (event) => {
    const box = event.target, field = fieldOf(box), text = field && box.value.trim();
    if (!text) return;
    const before = chosen(field);
    // The events also come while the list is open; the box still has the focus then.
    setTimeout(() => {
      if (document.activeElement !== box && chosen(field) === before) field.dataset.notAdded = text;
    });
  };
  listen('focusout', leave);
  // The box is empty already when this key moves the focus.
  listen('keydown', (event) => { if (event.key === 'Tab') leave(event); });
  listen('focusin', (event) => {
    const box = event.target, field = fieldOf(box), text = field && field.dataset.notAdded;
    if (!text) return;
    delete field.dataset.notAdded;
    if (box.value) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, text);
    box.dispatchEvent(new InputEvent('input', {bubbles: true, data: text}));
  });
"""

_SCRIPT: Final = f"""
<script>
(() => {{
  if (window.leadpreviewListens) return;
  window.leadpreviewListens = true;
  const listen = (name, does) => document.addEventListener(name, does, true);
{_SEND_FIRST}
{_KEEP_IN_SIGHT}
}})();
</script>
"""

_STYLE: Final = """
<style>
[role=listbox] [role=presentation] { pointer-events: auto !important; }
[data-not-added] { position: relative; }
[data-not-added]::after {
  content: "not added: " attr(data-not-added);
  /* In the gap below the box, so that nothing moves. */
  position: absolute; top: 100%; left: 0; max-width: 100%;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  /* The last letter leans over its own edge. */
  padding-right: 0.25em;
  font-size: 0.75rem; line-height: 1rem; font-style: italic; pointer-events: none;
}
</style>
"""


def style() -> None:
    """Draw the style of the page; first, so that it holds before anything can be pressed."""
    st.html(_STYLE)


def listen() -> None:
    """Let the browser listen to what is typed and pressed; takes a line, so it comes last."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
