import { Badge, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { percentOf } from "../alignment/wordsOfNumbers";
import { useJsonFile, useMaterial } from "../classes/useMaterial";
import { type Judging, type PartJudged, readJudging, type Verdict } from "./judging";
import "./judging.css";
import { WarningWords } from "./Warnings";

const COLOURS: Readonly<Record<Verdict, string>> = {
  separates: "green",
  weak: "yellow",
  does_not: "red",
  not_judged: "red",
};

/** Whether this class can be judged: every part, the steps that carry it, the joints that are hidden. */
export function JudgingPanel() {
  const { t } = useTranslation("publish");
  const material = useMaterial();
  const judging = useJsonFile(material.data?.files["judging.json"], readJudging);
  if (!judging.data) return null;
  return (
    <Card withBorder component="section" aria-label={t("judging.title")}>
      <Stack gap="sm">
        <Head judging={judging.data} />
        <ol className="judging-parts">
          {judging.data.parts.map((part) => (
            <Part key={part.part} part={part} />
          ))}
        </ol>
        <Text size="xs" c="dimmed">
          {t("judging.legend")}
        </Text>
        <HiddenJoints judging={judging.data} />
        {judging.data.notes.map((note) => (
          <Text key={note.code} size="sm">
            <WarningWords warning={note} />
          </Text>
        ))}
      </Stack>
    </Card>
  );
}

function Head({ judging }: Readonly<{ judging: Judging }>) {
  const { t } = useTranslation("publish");
  const { verdict, danced, others, kinds } = judging;
  return (
    <Stack gap={0}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("judging.title")}
        </Title>
        <VerdictBadge verdict={verdict} />
      </Group>
      {danced !== null && others !== null && (
        <Text size="sm" c="dimmed" className="judging-number">
          {t("judging.whole", { danced: Math.round(danced), others: Math.round(others) })}
        </Text>
      )}
      {kinds.length > 0 && (
        <ul className="judging-list judging-number" aria-label={t("judging.kinds")}>
          {kinds.map(({ kind, score }) => (
            <li key={kind}>{t(`judging.kind.${kind}`, { score: Math.round(score) })}</li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function VerdictBadge({ verdict }: Readonly<{ verdict: Verdict }>) {
  const { t } = useTranslation("publish");
  return (
    <Badge variant="light" autoContrast color={COLOURS[verdict]} tt="none" data-verdict={verdict}>
      {t(`judging.verdict.${verdict}`)}
    </Badge>
  );
}

function Part({ part }: Readonly<{ part: PartJudged }>) {
  const { t } = useTranslation("publish");
  const { danced, others, steps } = part;
  const carrying = steps.filter(({ carries }) => carries).map(({ count }) => count);
  const doubted = steps.filter((step) => step.doubted).map(({ count }) => count);
  return (
    <li className="judging-part" data-verdict={part.verdict}>
      <Text size="sm" truncate>
        {t("judging.part", { part: part.part })}
        {part.name !== null && ` · ${part.name}`}
      </Text>
      <Bar danced={danced} others={others} />
      <Text size="sm" className="judging-number">
        {danced === null || others === null
          ? t("judging.none")
          : t("judging.scores", { danced: Math.round(danced), others: Math.round(others) })}
      </Text>
      <span
        role="img"
        className="judging-steps"
        aria-label={[
          carrying.length === 0
            ? t("judging.noneCarries")
            : t("judging.carry", { steps: carrying.join(", ") }),
          ...(doubted.length === 0 ? [] : [t("judging.doubted", { steps: doubted.join(", ") })]),
        ].join(". ")}
      >
        {steps.map((step) => (
          <span key={step.count} data-carries={step.carries} data-doubted={step.doubted} aria-hidden>
            {step.count}
          </span>
        ))}
      </span>
    </li>
  );
}

const LEAST = 40;
const placed = (score: number) => `${((Math.max(score, LEAST) - LEAST) / (100 - LEAST)) * 100}%`;

/** From 40 to 100: not dancing reaches to the mark, dancing to the end of the bar. */
function Bar({ danced, others }: Readonly<{ danced: number | null; others: number | null }>) {
  return (
    <span className="judging-bar" aria-hidden>
      {danced !== null && <span className="judging-danced" style={{ width: placed(danced) }} />}
      {others !== null && <span className="judging-others" style={{ width: placed(others) }} />}
    </span>
  );
}

function HiddenJoints({ judging }: Readonly<{ judging: Judging }>) {
  const { t } = useTranslation("publish");
  if (judging.hidden.length === 0) return <Text size="sm">{t("judging.allSeen")}</Text>;
  return (
    <Stack gap={4}>
      <Text size="sm">{t("judging.hidden")}</Text>
      <ul className="judging-list" aria-label={t("judging.hidden")}>
        {judging.hidden.map(({ feature, share }) => {
          const [kind = "", joint = ""] = feature.split(".");
          return (
            <li key={feature}>
              {t(`judging.feature.${kind}`, { joint: t(`judging.joint.${joint}`) })}{" "}
              <span className="judging-number">{percentOf(share)}</span>
            </li>
          );
        })}
      </ul>
    </Stack>
  );
}
