using System.ComponentModel;
using System.Diagnostics;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>A folder of a temporary one at which file systems are mounted.</summary>
internal sealed class TempMount : IDisposable
{
    private int mounted;

    public TempMount() => Directory.CreateDirectory(Path);

    public TempFolder Folder { get; } = new();

    public string Path => Folder["at"];

    /// <summary>Mounts what the arguments of mount(8) say.</summary>
    /// <returns>False where that isn't permitted.</returns>
    public bool TryMount(params string[] what)
    {
        bool isMounted = TryRun("mount", [.. what, Path]);
        mounted += isMounted ? 1 : 0;
        return isMounted;
    }

    public void Unmount()
    {
        Assert.True(TryRun("umount", Path));
        mounted--;
    }

    public void Dispose()
    {
        while (mounted > 0)
        {
            Unmount();
        }

        Folder.Dispose();
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
