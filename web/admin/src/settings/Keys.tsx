import { Alert, Badge, Button, Center, Group, Modal, Stack, Table, Text, Title } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { Waiting } from "../app/Waiting";
import { type Key, useKeys, useRevokeKey } from "./keys";
import { NewKey } from "./NewKey";

type Open = Readonly<{ kind: "none" | "new" } | { kind: "revoke"; key: Key }>;

/** Keys of programs: made with scopes, their secret shown once, revoked. */
export function Keys() {
  const { t } = useTranslation("settings");
  const keys = useKeys();
  const [open, setOpen] = useState<Open>({ kind: "none" });
  const [said, setSaid] = useState("");
  if (keys.isPending) return <Waiting />;
  const rows = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen({ kind: "none" });
  return (
    <Stack>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text c="dimmed" size="sm" maw="44rem">
          {t("key.says")}
        </Text>
        <Button flex="none" leftSection={<IconPlus size={16} />} onClick={() => setOpen({ kind: "new" })}>
          {t("key.new")}
        </Button>
      </Group>
      <Refused error={keys.error} />
      {said !== "" && (
        <Alert color="green" role="status" p="sm">
          {said}
        </Alert>
      )}
      {keys.isSuccess && rows.length === 0 ? (
        <NoKeys />
      ) : (
        <KeyTable rows={rows} onRevoke={(key) => setOpen({ kind: "revoke", key })} />
      )}
      {open.kind === "new" && <NewKey onClose={close} />}
      {open.kind === "revoke" && (
        <Revoke
          of={open.key}
          onClose={close}
          onRevoked={() => {
            close();
            setSaid(t("key.revokedNow", { name: open.key.name }));
          }}
        />
      )}
    </Stack>
  );
}

function KeyTable({ rows, onRevoke }: Readonly<{ rows: readonly Key[]; onRevoke: (key: Key) => void }>) {
  const { t, i18n } = useTranslation("settings");
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" });
  const newestFirst = [...rows].reverse();
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing="xs" aria-label={t("key.list")}>
        <Table.Thead>
          <Table.Tr>
            {(["name", "scopes", "since", "state"] as const).map((column) => (
              <Table.Th key={column}>{t(`key.${column}`)}</Table.Th>
            ))}
            <Table.Th aria-hidden />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {newestFirst.map((key) => (
            <Table.Tr key={key.id} {...(key.revoked_at !== null && { c: "dimmed" })}>
              <Table.Td fw={500}>{key.name}</Table.Td>
              <Table.Td>
                <Group gap={4}>
                  {key.scopes.map((scope) => (
                    <Badge key={scope} variant="default" size="sm" tt="none" fw={500}>
                      {scope}
                    </Badge>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{day.format(new Date(key.created_at))}</Table.Td>
              <Table.Td>
                {key.revoked_at === null
                  ? t("key.works")
                  : t("key.revoked", { when: day.format(new Date(key.revoked_at)) })}
              </Table.Td>
              <Table.Td ta="end">
                {key.revoked_at === null && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("key.revokeOf", { name: key.name })}
                    onClick={() => onRevoke(key)}
                  >
                    {t("key.revoke")}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function NoKeys() {
  const { t } = useTranslation("settings");
  return (
    <Center mih="14rem">
      <Stack align="center" gap="xs" maw="30rem">
        <IconKey size={36} stroke={1.3} aria-hidden />
        <Title order={2} size="h4">
          {t("key.none")}
        </Title>
        <Text c="dimmed" ta="center" size="sm">
          {t("key.noneSays")}
        </Text>
      </Stack>
    </Center>
  );
}

type RevokeProps = Readonly<{ of: Key; onClose: () => void; onRevoked: () => void }>;

function Revoke({ of: key, onClose, onRevoked }: RevokeProps) {
  const { t } = useTranslation("settings");
  const revoke = useRevokeKey();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("key.revoke")}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <Stack>
        <Text size="sm">{t("key.revokeSure", { name: key.name })}</Text>
        <Refused error={revoke.error} />
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("shell:cancel")}
          </Button>
          <Button
            color="red"
            loading={revoke.isPending}
            onClick={() => revoke.mutate(key, { onSuccess: onRevoked })}
          >
            {t("key.revoke")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
