import { Text, Title } from "@mantine/core";
import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheck,
  IconHandClick,
  IconUserCheck,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "./found";
import { type Judgement, loudnessOf } from "./verdict";
import { clockOf } from "./wordsOfNumbers";

const ICONS = {
  certain: IconCircleCheck,
  gaps: IconAlertTriangleFilled,
  check: IconAlertTriangleFilled,
  repeats: IconAlertOctagonFilled,
  doubtful: IconAlertOctagonFilled,
  notFound: IconAlertOctagonFilled,
  unknown: IconAlertTriangleFilled,
  accepted: IconUserCheck,
  corrected: IconHandClick,
} as const;

type Props = Readonly<{
  judgement: Judgement;
  problems: readonly Problem[];
  /** Instants of the take around which the song is not followed. */
  gapsS: readonly number[];
}>;

/** What is known of the place of the song; what needs ears cannot be overlooked. */
export function Verdict({ judgement, problems, gapsS }: Props) {
  const { t, i18n } = useTranslation("alignment");
  const Icon = ICONS[judgement];
  const loudness = loudnessOf(judgement);
  return (
    <section
      className="alignment-verdict"
      data-loudness={loudness}
      data-judgement={judgement}
      aria-label={t("verdict.label")}
      role={loudness === "calm" ? "status" : "alert"}
    >
      <Icon size={loudness === "calm" ? 26 : 40} aria-hidden className="alignment-verdict-icon" />
      <div>
        <Title order={2} size={loudness === "calm" ? "h4" : "h3"}>
          {t(`verdict.${judgement}`)}
        </Title>
        <Text size="sm">{t(`verdict.${judgement}Why`, { defaultValue: "" })}</Text>
        {judgement === "gaps" && (
          <Text size="sm" mt={4} fw={600}>
            {t("verdict.gapsWhere", {
              places: new Intl.ListFormat(i18n.language).format(gapsS.map(clockOf)),
            })}
          </Text>
        )}
        {problems.map(({ code, sentence: told }) => (
          <Text key={code + told} size="sm" mt={4}>
            <strong>{t(`problem.${code}`, { defaultValue: "" })}</strong> <span lang="en">{told}</span>
          </Text>
        ))}
      </div>
    </section>
  );
}
