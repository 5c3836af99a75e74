import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

type Props = Readonly<{ says: string; label: string; secret: string; onDone: () => void }>;

/** A secret that is shown this once, with a button that copies it. */
export function SecretOnce({ says, label, secret, onDone }: Props) {
  const { t } = useTranslation("settings");
  return (
    <Stack>
      <Text size="sm" role="status">
        {says}
      </Text>
      <Stack gap={4}>
        <Text size="sm" fw={500} id="secret-label">
          {label}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Code block flex={1} fz="sm" aria-labelledby="secret-label" data-secret>
            {secret}
          </Code>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              >
                {t(copied ? "secret.copied" : "secret.copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
      <Group justify="end">
        <Button onClick={onDone}>{t("secret.done")}</Button>
      </Group>
    </Stack>
  );
}
