using System.IO.Enumeration;
using Erasure.Core.Objects;

namespace Erasure.Embedded.Objects;

/// <summary>Files of unfinished replacements below a folder. What can't be looked into (no rights, a path longer than the system takes) is passed by: listings tell it.</summary>
internal sealed class LeftoverFiles(string root) : FileSystemEnumerator<string>(root, Everywhere)
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    protected override bool ContinueOnError(int error) => true;

    protected override bool ShouldIncludeEntry(ref FileSystemEntry entry) => !entry.IsDirectory && ObjectKey.IsPartial(entry.FileName.ToString());

    protected override string TransformEntry(ref FileSystemEntry entry) => entry.ToFullPath();
}
