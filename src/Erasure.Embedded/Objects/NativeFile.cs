using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Objects;

/// <summary>What the file system can do on Linux beyond .NET's own API. Elsewhere each does nothing and says so.</summary>
internal static partial class NativeFile
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint StatsAndBirth = 0xfff;
    private const uint Exchange = 2;
    private const int ReadOnly = 0;
    private const int GetOpenFileLock = 36;
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const short NoLock = 2;
    private const long LockedByte = long.MaxValue - 1;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;
    private const int NotWaiting = 0x800;
    private const int NotInherited = 0x80000;
    private const int Shared = 1;
    private const int NotWaitingForLock = 4;
    private const int NoEntry = 2;
    private const int NotPermitted = 1;
    private const int NotAFolder = 20;
    private const int NoSuchDevice = 6;
    private const int TooManyLinks = 40;
    private const int PathOnly = 0x200000;
    private const ulong WithoutLinks = 4;
    private const int OpenInOneWay = 437;
    private const string NoFile = "No file is where the object was.";

    /// <summary>The status of an open file; null where it can't be had.</summary>
    public static FileStatus? Status(SafeFileHandle file) =>
        OperatingSystem.IsLinux() && Statx((int)file.DangerousGetHandle(), "", EmptyPath, StatsAndBirth, out FileStatus status) == 0 ? status : null;

    /// <summary>The status of the file at a path, which may be a link itself; null where there is none or it can't be had.</summary>
    public static FileStatus? Status(string path) =>
        OperatingSystem.IsLinux() && Statx(CurrentFolder, path, NoFollow, StatsAndBirth, out FileStatus status) == 0 ? status : null;

    /// <summary>The status of what a path leads to in the end; null where there is nothing or it can't be had.</summary>
    public static FileStatus? StatusOfTarget(string path) =>
        OperatingSystem.IsLinux() && Statx(CurrentFolder, path, flags: 0, StatsAndBirth, out FileStatus status) == 0 ? status : null;

    /// <summary>The status of the file system that a path is in; null where it can't be had.</summary>
    public static FileSystemStatus? FileSystem(string path) =>
        OperatingSystem.IsLinux() && Environment.Is64BitProcess && Statfs(path, out FileSystemStatus status) == 0 ? status : null;

    /// <summary>Exchanges two files of one file system in one step.</summary>
    /// <returns>False where the file system can't, or one of them is gone.</returns>
    public static bool TryExchange(string left, string right) =>
        OperatingSystem.IsLinux() && Renameat2(CurrentFolder, left, CurrentFolder, right, Exchange) == 0;

    /// <summary>Whether a symbolic link stands at a path below a folder or on the way there, by one walk of the system's, however deep it is; null where the system can't say.</summary>
    public static bool? HasLink(string folder, string path)
    {
        int above = OperatingSystem.IsLinux() ? Open(folder, PathOnly | NotInherited) : -1;
        if (above < 0)
        {
            return null;
        }

        HowToOpen how = new() { Flags = PathOnly | NotInherited, Resolve = WithoutLinks };
        int found = (int)Openat2(OpenInOneWay, above, path, how, Marshal.SizeOf<HowToOpen>());
        int error = Marshal.GetLastPInvokeError();
        _ = Close(above);
        if (found >= 0)
        {
            _ = Close(found);
            return false;
        }

        return error switch
        {
            TooManyLinks => true,
            NoEntry or NotAFolder => false,
            _ => null,
        };
    }

    /// <summary>
    /// Takes the lock of a file for nobody else, on one byte far beyond what any file holds; it goes when the file is closed, or with the process. Who reads or writes the file isn't kept from it.
    /// </summary>
    /// <returns>False where another open file has the lock.</returns>
    /// <exception cref="IOException">The file system has no such locks.</exception>
    public static bool TryLock(SafeFileHandle file)
    {
        FileLock wanted = new() { Type = WriteLock, Start = LockedByte, Length = 1 };
        if (Fcntl((int)file.DangerousGetHandle(), SetOpenFileLock, ref wanted) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error is TryAgain or AccessDenied ? false : throw new IOException($"The file can't be locked (errno {error}).");
    }

    /// <summary>Whether another open file has that lock; it isn't taken.</summary>
    public static bool IsLocked(SafeFileHandle file)
    {
        FileLock wanted = new() { Type = WriteLock, Start = LockedByte, Length = 1 };
        return Fcntl((int)file.DangerousGetHandle(), GetOpenFileLock, ref wanted) == 0 && wanted.Type != NoLock;
    }

    /// <summary>Opens a file for reading, shared with writers: it isn't for a reader to keep them out. Never waits, as who opens a pipe by other means waits for whoever writes into it.</summary>
    /// <exception cref="FileNotFoundException">No file is there, or something that is none.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    /// <exception cref="IOException">Somebody has it for himself, or the file system fails.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return FolderPlaces.Look(path) is FolderPlace.File
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess)
                : throw new FileNotFoundException(NoFile);
        }

        int descriptor = Open(path, ReadOnly | NotWaiting | NotInherited);
        if (descriptor < 0)
        {
            throw Marshal.GetLastPInvokeError() switch
            {
                NoEntry or NotAFolder or NoSuchDevice => new FileNotFoundException(NoFile),
                AccessDenied or NotPermitted => new UnauthorizedAccessException("An object of the store may not be read."),
                int error => new IOException($"An object of the store can't be opened (errno {error}).", error),
            };
        }

        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (!(Status(handle)?.IsRegular ?? FolderPlaces.Look(path) is FolderPlace.File))
        {
            handle.Dispose();
            throw new FileNotFoundException(NoFile);
        }

        // As .NET's own programs tell each other that they want a file for themselves; who doesn't know of that isn't kept out.
        if (Flock(descriptor, Shared | NotWaitingForLock) != 0 && Marshal.GetLastPInvokeError() == TryAgain)
        {
            handle.Dispose();
            throw new IOException("An object of the store is in use by a program that wants it for itself.");
        }

        return handle;
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            int refused = Marshal.GetLastPInvokeError();
            throw new IOException($"A folder of the store can't be opened for flushing (errno {refused}).", refused);
        }

        int result = Fsync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"A folder of the store can't be flushed (errno {error}).", error);
        }
    }

    /// <summary>Gives <paramref name="to"/> the owner, mode and extended attributes (access lists among them) of <paramref name="from"/>, as far as this process may.</summary>
    public static void CopyAttributes(SafeFileHandle from, SafeFileHandle to)
    {
        if (Status(from) is not { } status)
        {
            return;
        }

        int target = (int)to.DangerousGetHandle();
        if (Fchown(target, status.Owner, status.Group) != 0)
        {
            _ = Fchown(target, uint.MaxValue, status.Group);
        }

        foreach (string name in AttributeNames(from))
        {
            byte[] value = new byte[64 * 1024];
            nint length = Fgetxattr((int)from.DangerousGetHandle(), name, value, value.Length);
            _ = length >= 0 ? Fsetxattr(target, name, value, length, 0) : 0;
        }

        // Last, since a change of owner clears set-id bits and an access list changes the group's.
        _ = Fchmod(target, status.Mode & 0xfffu);
    }

    private static string[] AttributeNames(SafeFileHandle file)
    {
        byte[] names = new byte[64 * 1024];
        nint length = Flistxattr((int)file.DangerousGetHandle(), names, names.Length);
        return length <= 0 ? [] : System.Text.Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(int descriptor, int command, ref FileLock wanted);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statfs(string path, out FileSystemStatus status);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Renameat2(int leftFolder, string left, int rightFolder, string right, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    // openat2(2), which libc has no function for.
    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Openat2(nint number, int folder, string path, in HowToOpen how, nint size);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fchown(int descriptor, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fchmod(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "flistxattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Flistxattr(int descriptor, [Out] byte[] names, nint size);

    [LibraryImport("libc", EntryPoint = "fgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Fgetxattr(int descriptor, string name, [Out] byte[] value, nint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsetxattr(int descriptor, string name, byte[] value, nint size, int flags);

    // struct open_how (openat2(2)).
    [StructLayout(LayoutKind.Sequential)]
    private struct HowToOpen
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    // struct flock of 64-bit Linux (fcntl(2)).
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct FileLock
    {
        [FieldOffset(0)]
        public short Type;

        [FieldOffset(8)]
        public long Start;

        [FieldOffset(16)]
        public long Length;
    }
}
