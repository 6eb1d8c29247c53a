/** What covers the page above and below: the head, and the bar of a form. */
const head = 56;
const bar = 120;

/** Bring an answer to where it is seen, and the focus to it: what was pressed may be far away. */
export function reveal(element: HTMLElement | null | undefined): void {
  if (!element) return;
  const { top, bottom } = element.getBoundingClientRect();
  if (top < head || bottom > window.innerHeight - bar) {
    const isLong = bottom - top > window.innerHeight - head - bar;
    element.scrollIntoView({ block: isLong ? 'start' : 'center' });
  }
  element.focus({ preventScroll: true });
}
