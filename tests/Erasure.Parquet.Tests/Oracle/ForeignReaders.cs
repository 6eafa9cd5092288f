using System.Reflection;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Readers of Parquet that are not ours: those of <see cref="Foreign"/>, Arrow C++ and Parquet.Net.</summary>
internal static class ForeignReaders
{
    public static readonly string[] Names = [.. Foreign.ParquetReaders, "arrow-cpp", "parquet-net"];

    /// <summary>A file's rows in order, each as text that is equal exactly when the reader sees equal values.</summary>
    /// <exception cref="ForeignException">The reader can't read the file.</exception>
    public static async Task<string[]> RowsAsync(string reader, string path)
    {
        try
        {
            return reader switch
            {
                "arrow-cpp" => ArrowCppReader.Rows(path),
                "parquet-net" => await ParquetNetReader.RowsAsync(path),
                _ => Foreign.Rows(reader, path),
            };
        }
        catch (Exception exception) when (exception is not ForeignException)
        {
            throw new ForeignException((exception is TargetInvocationException { InnerException: { } inner } ? inner : exception).Message);
        }
    }

    /// <summary>What each reader sees in a file; those that can't read it are left out.</summary>
    public static Task<Dictionary<string, string[]>> ReadAsync(string path) => ReadAsync(path, Names);

    /// <summary>What each of these readers sees in a file; those that can't read it are left out.</summary>
    public static async Task<Dictionary<string, string[]>> ReadAsync(string path, IEnumerable<string> readers)
    {
        var seen = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (string reader in readers)
        {
            try
            {
                seen.Add(reader, await RowsAsync(reader, path));
            }
            catch (ForeignException)
            {
                // each reader has its gaps; whoever asks counts the readers that are left
            }
        }

        return seen;
    }
}
