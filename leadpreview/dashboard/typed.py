"""What was typed is sent before what is pressed next.

A browser sends what stands in a text box when the box loses the focus, a few hundredths of a second
after the press that took it: the press would be taken over first, for the audience before.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

__all__ = ["send_first"]

_SCRIPT: Final = """
<script>
(() => {
  if (window.leadpreviewSendsTyped) return;
  window.leadpreviewSendsTyped = true;
  const isTextBox = (element) => element instanceof Element
    && element.matches('input:not([role=combobox]), textarea');
  let typed = false, held = false;
  const listen = (name, does) => document.addEventListener(name, does, true);
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
})();
</script>
"""


def send_first() -> None:
    """Let the browser hold a press back until it has sent what was typed; once in each page."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
