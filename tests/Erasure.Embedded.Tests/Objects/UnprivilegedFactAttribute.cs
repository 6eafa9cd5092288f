using System.Runtime.InteropServices;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>A test of what a process may not do. As root everything is allowed, so a thread takes on the file permissions of nobody.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed partial class UnprivilegedFactAttribute : FactAttribute
{
    private const int Nobody = 65534;

    public UnprivilegedFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "File permissions of a thread are Linux's.";

    /// <summary>Runs an action with the file permissions of nobody where this process is root's; otherwise as it is.</summary>
    public static T Run<T>(Func<T> action)
    {
        T? result = default;
        Exception? failure = null;

        // A thread of its own, which ends with what it was turned into.
        Thread thread = new(() =>
        {
            _ = Environment.IsPrivilegedProcess ? SetFileUser(Nobody) : 0;
            try
            {
                result = action();
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("It failed.", failure);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFileUser(int user);
}
