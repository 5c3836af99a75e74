import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconLogout, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { LANGUAGES } from "../i18n";
import { AccountMark } from "./AccountMark";
import { type Session, useOwnLanguage, useSignOut } from "./session";

const SCHEMES = ["auto", "light", "dark"] as const;

/** Who you are, in which language and colours, and the way out. */
export function AccountMenu({ account }: Readonly<{ account: Session["account"] }>) {
  const { t } = useTranslation("shell");
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>{t("account.menu", { name: account.name })}</VisuallyHidden>
          <AccountMark account={account} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.name}</Menu.Label>
        <Menu.Item component={Link} to="/me" leftSection={<IconUser size={16} />}>
          {t("account.me")}
        </Menu.Item>
        <Menu.Divider />
        <Languages />
        <Menu.Divider />
        <Schemes />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Languages() {
  const { t, i18n } = useTranslation("shell");
  const speak = useOwnLanguage();
  return (
    <>
      <Menu.Label>{t("language.label")}</Menu.Label>
      {LANGUAGES.map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          rightSection={i18n.language === language && <IconCheck size={16} />}
          onClick={() => speak(language)}
        >
          {t(`language.${language}`)}
        </Menu.Item>
      ))}
    </>
  );
}

function Schemes() {
  const { t } = useTranslation("shell");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t("theme.label")}</Menu.Label>
      {SCHEMES.map((scheme) => (
        <Menu.Item
          key={scheme}
          rightSection={colorScheme === scheme && <IconCheck size={16} />}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`theme.${scheme}`)}
        </Menu.Item>
      ))}
    </>
  );
}
