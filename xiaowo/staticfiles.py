"""Names of static files with their content in them, also inside JavaScript modules."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; imports between modules are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
    manifest_strict = False
