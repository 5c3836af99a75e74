/** Plays and pauses with one tap; how it looks is its screen's. */

import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";

export interface PlayButtonProps {
  readonly isPlaying: boolean;
  readonly onToggle: () => void;
  /** For who hears the page: what a tap does now. */
  readonly labels: { readonly play: string; readonly pause: string };
  readonly className: string;
}

export function PlayButton({ isPlaying, onToggle, labels, className }: PlayButtonProps) {
  const [Icon, label] = isPlaying
    ? [IconPlayerPauseFilled, labels.pause]
    : [IconPlayerPlayFilled, labels.play];
  return (
    <button type="button" className={className} onClick={onToggle} aria-label={label}>
      <Icon aria-hidden />
    </button>
  );
}
