using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Athena;

/// <summary>Shows DuckDB what Athena sees: current objects under a table's location, or under those of its partitions, as tables of Glue's columns.</summary>
internal sealed class LocalTables(IAmazonS3 client) : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string> fetched = [];
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Any character set that the system knows.</summary>
    public static Encoding EncodingOf(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);

    /// <summary>Makes views of the tables that a statement names.</summary>
    public async Task ShowAsync(string sql, LocalAws aws)
    {
        await turn.WaitAsync();
        try
        {
            foreach ((string name, JsonObject table) in aws.Tables.Where(table => sql.Contains($".\"{table.Key}\"", StringComparison.Ordinal)))
            {
                int end = sql.IndexOf($".\"{name}\"", StringComparison.Ordinal);
                string database = sql[(sql.LastIndexOf('"', end - 2) + 1)..(end - 1)];
                List<string> files = [];
                foreach (string location in LocationsOf(table, name, aws))
                {
                    files.AddRange(await FetchAsync(location, CharsetOf(table["StorageDescriptor"]!["SerdeInfo"]!)));
                }

                Foreign.Sql($"CREATE SCHEMA IF NOT EXISTS \"{database}\"", $"CREATE OR REPLACE VIEW \"{database}\".\"{name}\" AS {Select(table, files)}", "SELECT 1");
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        folder.Dispose();
        turn.Dispose();
    }

    private static IEnumerable<string> LocationsOf(JsonObject table, string name, LocalAws aws) => table["PartitionKeys"] is JsonArray { Count: > 0 } && table["Parameters"]?["projection.enabled"] is null
        ? aws.PartitionsOf(name).Select(partition => (string)partition["StorageDescriptor"]!["Location"]!)
        : [(string)table["StorageDescriptor"]!["Location"]!];

    /// <summary>In what text is read; null of what isn't text.</summary>
    /// <remarks>As Trino's readers have it: bytes that are no UTF-8 become U+FFFD, whatever the table says they are. AWS tells that LazySimpleSerDe heeds that, as Hive's does.</remarks>
    private static Encoding? CharsetOf(JsonNode serde)
    {
        string name = (string)serde["SerializationLibrary"]!;
        return name.EndsWith("ParquetHiveSerDe", StringComparison.Ordinal) ? null
            : name.EndsWith("LazySimpleSerDe", StringComparison.Ordinal) && (string?)serde["Parameters"]?["serialization.encoding"] is { } said ? EncodingOf(said)
            : Encoding.UTF8;
    }

    private async Task<List<string>> FetchAsync(string location, Encoding? charset)
    {
        Uri place = new(location);
        List<string> files = [];
        ListObjectsV2Request request = new() { BucketName = place.Host, Prefix = Uri.UnescapeDataString(place.AbsolutePath.TrimStart('/')) };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request);
            foreach (S3Object item in (page.S3Objects ?? []).Where(item => item.Size > 0 && !item.Key.Split('/').Any(part => part is ['_' or '.', ..])))
            {
                string path = folder[$"{place.Host}/{item.Key}"];
                if (fetched.GetValueOrDefault(path) != item.ETag)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    using GetObjectResponse answer = await client.GetObjectAsync(place.Host, item.Key);
                    await using FileStream file = File.Create(path);
                    await CopyAsync(answer.ResponseStream, file, charset);
                    fetched[path] = item.ETag;
                }

                files.Add(path);
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return files;
    }

    private static async Task CopyAsync(Stream source, FileStream file, Encoding? charset)
    {
        if (charset is null)
        {
            await source.CopyToAsync(file);
            return;
        }

        using StreamReader reader = new(source, charset);
        await file.WriteAsync(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync()));
    }

    private string Select(JsonObject table, List<string> files)
    {
        JsonObject storage = table["StorageDescriptor"]!.AsObject();
        (string Name, string Type)[] columns = Columns(storage["Columns"]);
        (string Name, string Type)[] keys = Columns(table["PartitionKeys"]);
        if (files.Count == 0)
        {
            return $"SELECT {string.Join(", ", columns.Concat(keys).Select(column => $"NULL::{column.Type} AS \"{column.Name}\""))}, NULL::VARCHAR AS \"$path\" WHERE false";
        }

        string list = $"[{string.Join(", ", files.Select(file => $"'{file.Replace("'", "''", StringComparison.Ordinal)}'"))}]";
        string hive = keys.Length == 0 ? "" : $", hive_partitioning = true, hive_types = {{{string.Join(", ", keys.Select(key => $"\"{key.Name}\": {key.Type}"))}}}";
        string serde = (string)storage["SerdeInfo"]!["SerializationLibrary"]!;
        string read = serde switch
        {
            _ when serde.EndsWith("ParquetHiveSerDe", StringComparison.Ordinal) => $"read_parquet({list}, filename = true, union_by_name = true{hive})",
            _ when serde.EndsWith("JsonSerDe", StringComparison.Ordinal) =>
                $"read_json({list}, format = 'newline_delimited', filename = true, columns = {{{string.Join(", ", columns.Select(column => $"\"{column.Name}\": '{column.Type}'"))}}}{hive})",
            _ when serde.EndsWith("OpenCSVSerde", StringComparison.Ordinal) => $"read_csv({list}, header = true, all_varchar = true, filename = true, quote = '\"', escape = '\"'{hive})",
            _ when serde.EndsWith("LazySimpleSerDe", StringComparison.Ordinal) => $"read_csv({list}, header = true, all_varchar = true, filename = true, delim = ',', quote = ''{hive})",
            _ => throw new NotSupportedException($"The local Athena does not know {serde}."),
        };
        return $"SELECT {string.Join(", ", columns.Concat(keys).Select(column => $"\"{column.Name}\""))}, 's3://' || substr(filename, {folder.Path.Length + 2}) AS \"$path\" FROM {read}";
    }

    private static (string Name, string Type)[] Columns(JsonNode? columns) =>
        [.. (columns?.AsArray() ?? []).Select(column => ((string)column!["Name"]!, DuckDbType((string)column["Type"]!)))];

    private static string DuckDbType(string glue) => glue switch
    {
        "string" => "VARCHAR",
        "int" => "INTEGER",
        "bigint" => "BIGINT",
        "date" => "DATE",
        "array<string>" => "VARCHAR[]",
        "struct<user:struct<id:string>>" => "STRUCT(\"user\" STRUCT(id VARCHAR))",
        _ => throw new NotSupportedException($"The local Athena does not know the type {glue}."),
    };
}
