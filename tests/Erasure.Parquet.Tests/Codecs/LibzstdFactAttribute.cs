using Erasure.Parquet.Codecs.Zstd;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>A fact about libzstd: skipped, and counted so, where the system has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibzstdFactAttribute : FactAttribute
{
    public LibzstdFactAttribute() => Skip = NativeZstd.Instance is null ? "There is no libzstd on this system." : null;
}
