import './styles/base.css';
import './styles/layout.css';
import './styles/trace.css';
import './styles/views.css';
import 'uplot/dist/uPlot.min.css';
import { render } from 'preact';
import { App } from './app.js';
import { openSession } from './state/session-store.js';
import { applyTheme, storedTheme } from './ui/theme.js';

const root = document.getElementById('app');
applyTheme(storedTheme());
openSession();
if (root) render(<App />, root);
