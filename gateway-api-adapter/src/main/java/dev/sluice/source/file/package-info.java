/**
 * Folders of YAML and JSON as a source of objects, and a folder for their status.
 *
 * <p>Starts at {@link dev.sluice.source.file.FileSource}, which watches, and {@link
 * dev.sluice.source.file.FolderReader} and {@link
 * dev.sluice.source.file.ManifestReader}, which read once. Takes files as {@code kubectl apply -f} takes them. Gives
 * records, and every problem with file, line and column. A set of files is taken whole or not at all. Does not judge
 * how objects go together: that is the work of {@code graph}.
 *
 * <p>May depend on: {@code memory}, {@code resource}, {@code source}, {@code source.decode}, {@code validation},
 * {@code validation.schema}, {@code text}
 */
@NullMarked
package dev.sluice.source.file;

import org.jspecify.annotations.NullMarked;
