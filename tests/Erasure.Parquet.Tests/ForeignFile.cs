using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests;

/// <summary>Small Parquet files by other writers.</summary>
internal static class ForeignFile
{
    /// <summary>What a query gives, written by DuckDB.</summary>
    /// <param name="query">The query.</param>
    /// <param name="choices">Written again by arrow-rs with these; null leaves it to DuckDB.</param>
    /// <param name="options">Further options of DuckDB's <c>COPY</c>.</param>
    public static async Task<byte[]> WriteAsync(string query, JsonObject? choices = null, string options = "")
    {
        using TempFolder folder = new();
        Foreign.Sql($"COPY ({query}) TO '{folder["f"]}' (FORMAT parquet{(options.Length > 0 ? ", " : "")}{options})");
        if (choices is not null)
        {
            Foreign.Rewrite(folder["f"], folder["f"], choices);
        }

        return await File.ReadAllBytesAsync(folder["f"]);
    }
}
