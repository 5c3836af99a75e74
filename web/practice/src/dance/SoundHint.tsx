/** Who hears the class late would be told to be late: says so where the output is wireless or was never measured. */

import { IconBluetooth, IconVolume } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isCalibrated, type Output, watchOutput } from "../calibrating";

export function SoundHint() {
  const { t } = useTranslation("dance");
  const [output, show] = useState<Output | null>(null);
  // A browser that tells nothing of its outputs leaves the usual guess.
  useEffect(() => watchOutput(show), []);
  if (!output || isCalibrated()) return null;
  return (
    <Link className="dance-sound" to="/settings/calibrate" data-wireless={output.isWireless}>
      {output.isWireless ? <IconBluetooth aria-hidden /> : <IconVolume aria-hidden />}
      <span>
        {t(output.isWireless ? "wireless" : "uncalibrated")} <u>{t("matchDelay")}</u>
      </span>
    </Link>
  );
}
