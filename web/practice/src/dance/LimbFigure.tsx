/** A figure whose limbs light up where the dancer's are off: read from afar, without a word. */

import type { Limb } from "@eightcount/runtime/scoring";
import { useTranslation } from "react-i18next";

const LINES: Readonly<Record<Limb, string>> = {
  left_arm: "M42 44 L20 62 L10 84",
  right_arm: "M78 44 L100 62 L110 84",
  left_leg: "M50 92 L44 122 L40 152",
  right_leg: "M70 92 L76 122 L80 152",
};

/** @param mirrored drawn as in a mirror: the dancer's left is on the left of the screen */
export function LimbFigure({ off, mirrored }: { readonly off: readonly Limb[]; readonly mirrored: boolean }) {
  const { t } = useTranslation("dance");
  const words = off.map((limb) => t(`limb.${limb}`)).join(", ");
  return (
    <svg
      className="dance-figure"
      viewBox="0 0 120 160"
      role="img"
      aria-label={off.length > 0 ? t("off", { limbs: words }) : t("noneOff")}
      style={mirrored ? undefined : { transform: "scaleX(-1)" }}
    >
      <circle cx="60" cy="20" r="14" />
      <path d="M42 44 H78 L70 92 H50 Z" />
      {Object.entries(LINES).map(([limb, line]) => (
        <path key={limb} d={line} data-limb={limb} data-off={off.includes(limb as Limb)} />
      ))}
    </svg>
  );
}
