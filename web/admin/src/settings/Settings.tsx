import { Anchor, Card, Stack, Tabs, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate, useParams } from "react-router";
import { useAccount } from "../session/session";
import { Accounts } from "./Accounts";
import { AuditLog } from "./AuditLog";
import { Keys } from "./Keys";

const TABS = ["accounts", "keys", "audit"] as const;
const ROOMS = { accounts: Accounts, keys: Keys, audit: AuditLog } as const;

/** What admins look after: accounts, keys, and the log of all changes. Others are told so in words. */
export function Settings() {
  const { t } = useTranslation("settings");
  useDocumentTitle(t("pageTitle"));
  const { scopes } = useAccount();
  const { tab } = useParams();
  const navigate = useNavigate();
  if (!scopes.includes("admin")) return <NoRight />;
  const shown = TABS.find((one) => one === tab);
  if (shown === undefined) return <Navigate to={`/settings/${TABS[0]}`} replace />;
  const Room = ROOMS[shown];
  return (
    <Stack maw="72rem" mx="auto">
      <Title order={1} size="h2">
        {t("title")}
      </Title>
      <Tabs value={shown} onChange={(to) => navigate(`/settings/${to}`)} keepMounted={false}>
        <Tabs.List aria-label={t("tabs.label")} mb="md">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown}>
          <Room />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function NoRight() {
  const { t } = useTranslation("settings");
  const { role } = useAccount();
  return (
    <Stack maw="40rem" mx="auto">
      <Title order={1} size="h2">
        {t("title")}
      </Title>
      <Card withBorder>
        <Stack gap="sm" align="start">
          <Title order={2} size="h4">
            {t("noRight.title")}
          </Title>
          <Text>{t("noRight.text", { role: t(`role.${role}`) })}</Text>
          <Anchor component={Link} to="/me">
            {t("noRight.me")}
          </Anchor>
        </Stack>
      </Card>
    </Stack>
  );
}
