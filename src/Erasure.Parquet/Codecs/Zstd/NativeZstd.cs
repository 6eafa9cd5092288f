using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>libzstd, where the machine has one: dpkg depends on it, so every Debian and Ubuntu does; Alpine and Windows mostly don't.</summary>
internal sealed unsafe class NativeZstd
{
    private static readonly string[] Names = ["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd.dll"];

    private readonly delegate* unmanaged<nint> createCompressor;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int, nuint> compress;
    private readonly delegate* unmanaged<nint> createDecompressor;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint> decompress;
    private readonly delegate* unmanaged<nuint, uint> isError;

    // contexts are costly to make and are used by one thread at a time; as many stay as ever worked at once
    private readonly ConcurrentBag<nint> compressors = [];
    private readonly ConcurrentBag<nint> decompressors = [];

    private NativeZstd(nint library)
    {
        createCompressor = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "ZSTD_createCCtx");
        compress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int, nuint>)NativeLibrary.GetExport(library, "ZSTD_compressCCtx");
        createDecompressor = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "ZSTD_createDCtx");
        decompress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint>)NativeLibrary.GetExport(library, "ZSTD_decompressDCtx");
        isError = (delegate* unmanaged<nuint, uint>)NativeLibrary.GetExport(library, "ZSTD_isError");
    }

    /// <summary>The library, or null where there is none.</summary>
    public static NativeZstd? Instance { get; } = Load();

    /// <summary>Compresses to one frame.</summary>
    /// <returns>Bytes written, or -1 where <paramref name="destination"/> is too short.</returns>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        nint context = compressors.TryTake(out nint idle) ? idle : createCompressor();
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            nuint result = compress(context, output, (nuint)destination.Length, input, (nuint)source.Length, level);
            compressors.Add(context);
            return isError(result) == 0 ? (int)result : -1;
        }
    }

    /// <summary>Decompresses all frames.</summary>
    /// <returns>Bytes written, or -1 where the bytes are invalid or make more than <paramref name="destination"/> holds.</returns>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nint context = decompressors.TryTake(out nint idle) ? idle : createDecompressor();
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            nuint result = decompress(context, output, (nuint)destination.Length, input, (nuint)source.Length);
            decompressors.Add(context);
            return isError(result) == 0 ? (int)result : -1;
        }
    }

    private static NativeZstd? Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new NativeZstd(library);
            }
        }

        return null;
    }
}
