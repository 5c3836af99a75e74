import { ActionIcon, Box, Button, Group, Image, NavLink, Text, UnstyledButton } from "@mantine/core";
import { IconLayoutKanban, IconMusic, IconPlus, IconSettings, IconUsers } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation } from "react-router";
import { AccountMark } from "../session/AccountMark";
import type { Session } from "../session/session";
import { later } from "./later";
import { Offline } from "./Offline";
import { Waiting } from "./Waiting";

const UploadsButton = later(() => import("../uploads/UploadsButton").then((room) => room.UploadsButton));
const AccountMenu = later(() => import("../session/AccountMenu").then((room) => room.AccountMenu));

type Props = Readonly<{ account: Session["account"] }>;

const ROOMS = [
  { to: "/", name: "nav.board", icon: IconLayoutKanban },
  { to: "/songs", name: "nav.songs", icon: IconMusic },
  { to: "/dancers", name: "nav.dancers", icon: IconUsers },
  { to: "/settings", name: "nav.settings", icon: IconSettings },
] as const;

/** What stands around every page: where you are, who you are, and the way to a new class. */
export function Shell({ account }: Props) {
  const { t } = useTranslation("shell");
  return (
    <>
      <a href="#content" className="skip">
        {t("skip")}
      </a>
      <header className="shell-header">
        <Group h="100%" px={{ base: "xs", md: "md" }} gap="xs" justify="space-between" wrap="nowrap">
          <Group gap={4} wrap="nowrap" component="nav">
            <UnstyledButton component={Link} to="/" mr={{ base: 4, md: "sm" }} aria-label={t("name")}>
              <Group gap="xs" wrap="nowrap">
                <Image src="/admin/mark.svg" w={26} h={26} alt="" />
                <Text fw={700} visibleFrom="md">
                  {t("name")}
                </Text>
              </Group>
            </UnstyledButton>
            <Rooms />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Suspense>
              <UploadsButton />
            </Suspense>
            {account.scopes.includes("author") && <NewClass />}
            <Suspense fallback={<AccountMark account={account} />}>
              <AccountMenu account={account} />
            </Suspense>
          </Group>
        </Group>
      </header>
      <main id="content" className="shell-main">
        <Offline />
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
    </>
  );
}

/** Where there is no room for its words, a plus that says them to who cannot see it. */
function NewClass() {
  const { t } = useTranslation("shell");
  return (
    <>
      <Button
        component={Link}
        to="/classes/new"
        size="xs"
        leftSection={<IconPlus size={16} />}
        visibleFrom="md"
      >
        {t("newClass")}
      </Button>
      <ActionIcon
        component={Link}
        to="/classes/new"
        size={30}
        variant="filled"
        aria-label={t("newClass")}
        hiddenFrom="md"
      >
        <IconPlus size={16} aria-hidden />
      </ActionIcon>
    </>
  );
}

/** The ways to the rooms: their names too, but on a phone. */
function Rooms() {
  const { t } = useTranslation("shell");
  const { pathname } = useLocation();
  return ROOMS.map(({ to, name, icon: Icon }) => {
    const here = to === "/" ? pathname === "/" : pathname.startsWith(to);
    return (
      <NavLink
        key={to}
        component={Link}
        to={to}
        className="shell-room"
        w="auto"
        px={{ base: 8, md: "sm" }}
        py={6}
        style={{ borderRadius: "var(--mantine-radius-md)" }}
        active={here}
        aria-current={here ? "page" : undefined}
        aria-label={t(name)}
        leftSection={<Icon size={18} aria-hidden />}
        label={<Box visibleFrom="md">{t(name)}</Box>}
      />
    );
  });
}
