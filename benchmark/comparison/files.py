"""Files that a proxy is configured by."""


def write(folder, name, text):
    file = folder / name
    file.write_text(text)
    return file
