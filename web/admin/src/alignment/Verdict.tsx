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

type Props = Readonly<{ judgement: Judgement; problems: readonly Problem[] }>;

/** What is known of the place of the song; what needs ears cannot be overlooked. */
export function Verdict({ judgement, problems }: Props) {
  const { t } = useTranslation("alignment");
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
        {problems.map(({ code, sentence: told }) => (
          <Text key={code + told} size="sm" mt={4}>
            <strong>{t(`problem.${code}`, { defaultValue: "" })}</strong> {told}
          </Text>
        ))}
      </div>
    </section>
  );
}
