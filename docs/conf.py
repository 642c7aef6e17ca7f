"""How the site is built: `make docs`. Nothing on it asks for anything from elsewhere."""

import sys
from pathlib import Path

import kdaudit

sys.path.append(str(Path(__file__).parent))

project = "kdaudit"
author = "The kdaudit authors"
copyright = "2026, the kdaudit authors"  # noqa: A001 - the name that Sphinx reads
version = release = kdaudit.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "claims_of_a_subject"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
numpydoc_show_class_members = False
autodoc_preserve_defaults = True
autodoc_typehints = "none"

html_theme = "pydata_sphinx_theme"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_title = "kdaudit"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "navbar_end": ["theme-switcher"],
}
