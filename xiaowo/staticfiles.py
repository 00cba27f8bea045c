"""Names of static files with their content in them, also inside JavaScript modules."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; imports between modules are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
    manifest_strict = False
    # One for each step of the longest chain of imports, since a name depends on all below it.
    max_post_process_passes = 30
