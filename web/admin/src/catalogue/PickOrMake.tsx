import { Combobox, InputBase, ScrollArea, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";

export type Option = Readonly<{ id: string; label: string; more?: string }>;
/** One that is there, or the name of one to be made. */
export type Picked = Readonly<{ kind: "known"; id: string; label: string } | { kind: "new"; label: string }>;

type Props = Readonly<{
  label: string;
  placeholder: string;
  options: readonly Option[];
  picked: Picked | null;
  words: string;
  onWords: (words: string) => void;
  onPick: (picked: Picked) => void;
  /** How to offer making one of that name. */
  makeLabel: (name: string) => string;
  /** That one of the typed name will be made. */
  isNew: string;
  nothing: string;
  error?: string | null;
}>;

const MAKE = "make";

/** A field that finds a row by its name while one types, or takes the name for a new one. */
export function PickOrMake(props: Props) {
  const { label, options, picked, words, onWords, onPick, makeLabel, isNew, nothing } = props;
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typing, setTyping] = useState(false);
  const name = words.trim();
  const isThere = options.some((option) => option.label.toLowerCase() === name.toLowerCase());
  const submit = (value: string) => {
    const option = options.find(({ id }) => id === value);
    onPick(option ? { kind: "known", id: option.id, label: option.label } : { kind: "new", label: name });
    setTyping(false);
    combobox.closeDropdown();
  };
  const leave = () => {
    const same = options.find((option) => option.label.toLowerCase() === name.toLowerCase());
    if (typing && name !== "") submit(same?.id ?? MAKE);
    setTyping(false);
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit} withinPortal>
      <Combobox.Target>
        <InputBase
          label={label}
          placeholder={props.placeholder}
          required
          value={typing ? words : (picked?.label ?? words)}
          error={props.error}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={leave}
          onChange={(event) => {
            setTyping(true);
            onWords(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...(picked?.kind === "new" && !typing && { description: isNew })}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          <ScrollArea.Autosize mah={240} type="scroll">
            {options.map((option) => (
              <Combobox.Option key={option.id} value={option.id}>
                {option.label}
                {option.more && (
                  <span style={{ color: "var(--mantine-color-dimmed)" }}> · {option.more}</span>
                )}
              </Combobox.Option>
            ))}
            {name !== "" && !isThere && (
              <Combobox.Option value={MAKE}>
                <IconPlus size={14} aria-hidden /> {makeLabel(name)}
              </Combobox.Option>
            )}
            {options.length === 0 && name === "" && <Combobox.Empty>{nothing}</Combobox.Empty>}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
