import { Alert, Button, Code, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NotOpen } from "../app/NotOpen";
import { useClass } from "../classes/useClass";
import { useAccount } from "../session/session";
import { type Listed, type Stored, usePractices } from "./practices";
import "../drawing/timeline.css";
import "../poses/poses.css";
import "./tuning.css";
import { DeleteDialog } from "./DeleteDialog";
import { Workbench } from "./Workbench";
import { nameOf } from "./words";

/** How practices of this class were scored, and what other parameters would make of all of them. */
export function TuningPage() {
  const stored = usePractices();
  if (stored.isError && stored.data === undefined)
    return <NotOpen fault={stored.error} again={() => void stored.refetch()} />;
  if (stored.data === undefined) return <Opening />;
  const { practices, unreadable } = stored.data;
  const [newest] = practices;
  return (
    <Stack gap="md">
      {unreadable.length > 0 && <Unreadable unreadable={unreadable} />}
      {newest !== undefined && <Workbench practices={practices} newest={newest} />}
      {newest === undefined && unreadable.length === 0 && <None />}
    </Stack>
  );
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

/** Kept, but not to be looked at here; whoever may can delete them. */
function Unreadable({ unreadable }: Pick<Stored, "unreadable">) {
  const { t } = useTranslation("tuning");
  const mayDelete = useAccount().scopes.includes("author");
  const [going, setGoing] = useState<Listed | null>(null);
  return (
    <Alert color="orange" title={t("unreadable.title")}>
      <Stack gap={4} component="ul" p={0} m={0}>
        {unreadable.map(({ listed, sentence }) => (
          <Group key={listed.id} component="li" gap="xs">
            <Text size="sm">{t("unreadable.why", { name: nameOf(listed, t), sentence })}</Text>
            {mayDelete && (
              <Button size="compact-xs" variant="default" onClick={() => setGoing(listed)}>
                {t("list.deleteOf", { name: nameOf(listed, t) })}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      {going !== null && <DeleteDialog practice={going} onClose={() => setGoing(null)} />}
    </Alert>
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
