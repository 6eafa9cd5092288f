namespace Erasure.Embedded.Objects;

/// <summary>What stands at a path of the store.</summary>
internal enum FolderPlace
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A file.</summary>
    File,

    /// <summary>A pipe, a socket or a device.</summary>
    Special,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, wherever it leads.</summary>
    Link,

    /// <summary>This process may not look.</summary>
    Denied,

    /// <summary>The path is longer than the system takes.</summary>
    TooDeep,

    /// <summary>The file system refuses to tell, and would again.</summary>
    Refused,

    /// <summary>The file system doesn't tell.</summary>
    Unknown,
}
