/** Whether there is room for the side rail: 56 letters' widths, so that larger text gets the phone's frame. */

const ROOM = 56;

class Width {
  wide = $state(false);

  /** Follows the window's width and the text size; gives back what ends it. */
  follow(): () => void {
    const measure = () => {
      const letter = parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.wide = document.documentElement.clientWidth >= ROOM * letter;
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(document.documentElement);
    addEventListener('resize', measure);
    return () => {
      watch.disconnect();
      removeEventListener('resize', measure);
    };
  }
}

export const width = new Width();
