import { useState } from 'preact/hooks';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
/** Told to the window when other colours are chosen: what is painted is to be painted anew. */
export const THEME_CHANGE = 'otel-powertools:theme';
const KEY = 'otel-powertools.theme';

export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'auto';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event(THEME_CHANGE));
}

/** Chooses between the system's colours, light and dark. */
export function ThemeChooser() {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (chosen: Theme): void => {
    localStorage.setItem(KEY, chosen);
    applyTheme(chosen);
    setTheme(chosen);
  };
  return (
    <label class="theme">
      <span class="visually-hidden">Colours</span>
      <select
        value={theme}
        onChange={({ currentTarget }) => choose(THEMES.find((known) => known === currentTarget.value) ?? 'auto')}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {name === 'auto' ? 'System colours' : name === 'light' ? 'Light' : 'Dark'}
          </option>
        ))}
      </select>
    </label>
  );
}
