import { Alert, Code, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NotOpen } from "../app/NotOpen";
import { useClass } from "../classes/useClass";
import { usePractices } from "./practices";
import "../drawing/timeline.css";
import "../poses/poses.css";
import "./tuning.css";
import { Workbench } from "./Workbench";

/** How practices of this class were scored, and what other parameters would make of all of them. */
export function TuningPage() {
  const practices = usePractices();
  if (practices.isError && practices.data === undefined)
    return <NotOpen fault={practices.error} again={() => void practices.refetch()} />;
  if (practices.data === undefined) return <Opening />;
  const [newest] = practices.data;
  if (newest === undefined) return <None />;
  return <Workbench practices={practices.data} newest={newest} />;
}

function Opening() {
  const { t } = useTranslation("shell");
  return (
    <Stack gap="sm" role="status" aria-label={t("loading")}>
      <Skeleton h={420} />
      <Skeleton h={260} />
    </Stack>
  );
}

function None() {
  const { t } = useTranslation("tuning");
  const { slug } = useClass();
  return (
    <Alert color="blue" title={t("none.title")}>
      <Stack gap="xs" align="start">
        <Text size="sm">{t("none.what")}</Text>
        <Code>{`eightcount score PACK VIDEO --keep ${slug}`}</Code>
      </Stack>
    </Alert>
  );
}
