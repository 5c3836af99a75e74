import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Group,
  Menu,
  NativeSelect,
  Stack,
  Table,
  Text,
} from "@mantine/core";
import { IconDots, IconKey, IconPlus, IconUserCheck, IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { Waiting } from "../app/Waiting";
import { useAccount } from "../session/session";
import { type Account, type AccountEditing, ROLES, type Role, useAccounts, useEditAccount } from "./accounts";
import { NewAccount } from "./NewAccount";
import { NewPassword } from "./NewPassword";

type Open = Readonly<{ kind: "none" | "new" } | { kind: "password"; account: Account }>;

/** Everybody who works here: made, given a role, kept out, given a new password. */
export function Accounts() {
  const { t } = useTranslation("settings");
  const accounts = useAccounts();
  const [open, setOpen] = useState<Open>({ kind: "none" });
  const [said, setSaid] = useState("");
  const rows = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  if (accounts.isPending) return <Waiting />;
  const close = () => setOpen({ kind: "none" });
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed" size="sm">
          {t("people", { count: rows.length })}
        </Text>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen({ kind: "new" })}>
          {t("account.new")}
        </Button>
      </Group>
      <Refused error={accounts.error} />
      {said !== "" && (
        <Alert
          color="green"
          role="status"
          p="sm"
          withCloseButton
          closeButtonLabel={t("shell:close")}
          onClose={() => setSaid("")}
        >
          {said}
        </Alert>
      )}
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs" aria-label={t("account.list")}>
          <Table.Thead>
            <Table.Tr>
              {(["name", "login", "role", "state", "since"] as const).map((column) => (
                <Table.Th key={column}>{t(`account.${column}`)}</Table.Th>
              ))}
              <Table.Th aria-hidden />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((account) => (
              <AccountRow
                key={account.id}
                account={account}
                onSaid={setSaid}
                onPassword={() => setOpen({ kind: "password", account })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {open.kind === "new" && <NewAccount onClose={close} />}
      {open.kind === "password" && (
        <NewPassword
          account={open.account}
          onClose={close}
          onTyped={() => {
            close();
            setSaid(t("password.nowTyped", { name: open.account.name }));
          }}
        />
      )}
    </Stack>
  );
}

type RowProps = Readonly<{ account: Account; onSaid: (sentence: string) => void; onPassword: () => void }>;

function AccountRow({ account, onSaid, onPassword }: RowProps) {
  const { t, i18n } = useTranslation("settings");
  const edit = useEditAccount();
  const me = useAccount();
  const { name, disabled } = account;
  const change = (changes: AccountEditing["changes"], said: string) =>
    edit.mutate({ account, changes }, { onSuccess: () => onSaid(said) });
  const since = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" });
  return (
    <Table.Tr {...(disabled && { c: "dimmed" })}>
      <Table.Td>
        <Group gap={6}>
          <Text size="sm" fw={500}>
            {name}
          </Text>
          {account.id === me.id && (
            <Badge size="sm" variant="default">
              {t("account.you")}
            </Badge>
          )}
        </Group>
        <Refused error={edit.error} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{account.login}</Text>
        {!account.has_password && (
          <Text size="xs" c="dimmed">
            {t("account.elsewhere")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <NativeSelect
          size="xs"
          w={150}
          aria-label={t("account.roleOf", { name })}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={account.role}
          disabled={edit.isPending}
          onChange={(event) => {
            const role = event.currentTarget.value as Role;
            change({ role }, t("account.roleNow", { name, role: t(`role.${role}`) }));
          }}
        />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{t(disabled ? "account.disabled" : "account.works")}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {since.format(new Date(account.created_at))}
        </Text>
      </Table.Td>
      <Table.Td ta="end">
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("account.actions", { name })}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconKey size={16} />} onClick={onPassword}>
              {t("account.newPassword")}
            </Menu.Item>
            {disabled ? (
              <Menu.Item
                leftSection={<IconUserCheck size={16} />}
                onClick={() => change({ disabled: false }, t("account.enabledNow", { name }))}
              >
                {t("account.enable")}
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<IconUserOff size={16} />}
                onClick={() => change({ disabled: true }, t("account.disabledNow", { name }))}
              >
                {t("account.disable")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
