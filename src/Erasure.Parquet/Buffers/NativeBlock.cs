using System.Buffers;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Buffers;

/// <summary>
/// Memory outside the garbage collector's heap, given back the moment it is done with: pages can take 100 MB, and what the heap
/// keeps of such arrays until its next full collection would be most of the process. On Linux it is mapped, since malloc too
/// keeps what is freed, up to 64 MB a thread.
/// </summary>
/// <remarks>Without a finalizer: a span over the block doesn't keep it alive, so an owner that forgets it may leak, never crash.</remarks>
internal sealed unsafe partial class NativeBlock : MemoryManager<byte>
{
    private const int ReadWrite = 3, PrivateAnonymous = 0x22;

    private byte* pointer;

    public NativeBlock(int length)
    {
        Length = length;
        pointer = Allocate(length);
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(pointer is null, this);
        return new Span<byte>(pointer, Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(pointer is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, Length);
        return new MemoryHandle(pointer + elementIndex);
    }

    public override void Unpin()
    {
    }

    /// <summary>Gives the memory back; it must not be used any more.</summary>
    public void Free()
    {
        byte* freed = pointer;
        pointer = null;
        if (freed is null)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            Unmap(freed, (nuint)Length);
        }
        else
        {
            NativeMemory.Free(freed);
        }
    }

    protected override void Dispose(bool disposing) => Free();

    private static byte* Allocate(int length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (byte*)NativeMemory.Alloc((nuint)length);
        }

        byte* mapped = Map(null, (nuint)length, ReadWrite, PrivateAnonymous, -1, 0);
        return mapped != (byte*)-1 ? mapped : throw new RefusedException(RefusalCode.TooLarge, $"The system has no {length} bytes of memory left.");
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* Map(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(byte* address, nuint length);
}
