import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Named } from "./choosing";

export type ChoiceProps = Readonly<{
  label: string;
  names: readonly Named[];
  value: string | null;
  onChange: (value: string | null) => void;
}>;

/** One of many, found by typing. */
export function ChoiceField({ label, names, value, onChange }: ChoiceProps) {
  const { t } = useTranslation("board");
  return (
    <Select
      w={170}
      size="sm"
      aria-label={label}
      placeholder={label}
      data={[...names]}
      value={value}
      onChange={onChange}
      searchable
      clearable
      limit={100}
      nothingFoundMessage={t("filter.none")}
      comboboxProps={{ width: 260, position: "bottom-start" }}
    />
  );
}
