import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ClassChangedError } from "./useClass";

type Props = Readonly<{ conflict: ClassChangedError; onMine: () => void; onTheirs: () => void }>;

/** Somebody edited the class meanwhile: what they changed, and the choice. Nothing is lost before it is made. */
export function ConflictAlert({ conflict, onMine, onTheirs }: Props) {
  const { t } = useTranslation("classes");
  return (
    <Alert color="orange" role="alert" title={t("conflict.title")}>
      <Stack gap="xs">
        {conflict.changes.length === 0 ? (
          <Text size="sm">{t("conflict.elsewhere")}</Text>
        ) : (
          <List size="sm">
            {conflict.changes.map(({ field, from, to }) => (
              <List.Item key={field}>
                {t(`field.${field}`)}: <s>{from}</s> → <b>{to}</b>
              </List.Item>
            ))}
          </List>
        )}
        <Group gap="xs">
          <Button size="xs" onClick={onMine}>
            {t("conflict.mine")}
          </Button>
          <Button size="xs" variant="default" onClick={onTheirs}>
            {t("conflict.theirs")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
