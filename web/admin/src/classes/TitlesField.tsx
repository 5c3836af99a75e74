import { ActionIcon, Button, Group, Menu, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { languagesLeft, type TitleRow } from "./overviewForm";
import { languageName } from "./titles";

type Props = Readonly<{ titles: readonly TitleRow[]; onChange: (titles: readonly TitleRow[]) => void }>;

/** A title in each language that the class is shown in; at least one. */
export function TitlesField({ titles, onChange }: Props) {
  const { t, i18n } = useTranslation("classes");
  const put = (language: string, title: string) =>
    onChange(titles.map((row) => (row.language === language ? { language, title } : row)));
  return (
    <Stack gap="xs">
      {titles.map(({ language, title }) => {
        const name = languageName(language, i18n.language);
        return (
          <Group key={language} gap="xs" align="end" wrap="nowrap">
            <TextInput
              flex={1}
              lang={language}
              label={t("overview.titleIn", { language: name })}
              required
              value={title}
              error={title.trim() === "" ? t("overview.fault.title") : null}
              onChange={(event) => put(language, event.currentTarget.value)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              mb={1}
              aria-label={t("overview.removeTitle", { language: name })}
              disabled={titles.length === 1}
              onClick={() => onChange(titles.filter((row) => row.language !== language))}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      <AddLanguage titles={titles} onChange={onChange} />
    </Stack>
  );
}

function AddLanguage({ titles, onChange }: Props) {
  const { t, i18n } = useTranslation("classes");
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          {t("overview.addTitle")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {languagesLeft(titles).map((language) => (
          <Menu.Item key={language} onClick={() => onChange([...titles, { language, title: "" }])}>
            {languageName(language, i18n.language)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
