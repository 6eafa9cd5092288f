using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>What becomes of key/value metadata: kept, but for known keys that hold values of the data.</summary>
internal static class KeyValueRules
{
    /// <summary>Refuses files that a table format manages: its manifests pin their size and bounds.</summary>
    /// <exception cref="RefusedException"><see cref="RefusalCode.ManagedTable"/>.</exception>
    public static void RefuseManaged(ThriftList? keyValues)
    {
        for (int i = 0; i < (keyValues?.Count ?? 0); i++)
        {
            string key = keyValues!.Struct(i).Text(1) ?? "";
            string? manager = key.StartsWith("iceberg.", StringComparison.Ordinal) ? "Iceberg"
                : key.StartsWith("hoodie_", StringComparison.Ordinal) || key.StartsWith("org.apache.hudi.", StringComparison.Ordinal) ? "Hudi"
                : key.StartsWith("delta.", StringComparison.Ordinal) ? "Delta Lake"
                : null;
            if (manager is not null)
            {
                throw new RefusedException(RefusalCode.ManagedTable, $"The file belongs to a table of {manager}, whose metadata a rewrite would contradict.");
            }
        }
    }

    /// <summary>The metadata of the successor.</summary>
    public static ThriftList? Apply(ThriftList? keyValues)
    {
        if (keyValues is null)
        {
            return null;
        }

        ThriftList result = new(ThriftType.Struct);
        for (int i = 0; i < keyValues.Count; i++)
        {
            ThriftStruct entry = keyValues.Struct(i);
            result.Items.Add(ThriftValue.Of(entry.Text(1) == "geo" ? WithoutBoundingBoxes(entry) : entry));
        }

        return result;
    }

    /// <summary>GeoParquet keeps each column's bounding box, which is optional, in the key <c>geo</c>.</summary>
    private static ThriftStruct WithoutBoundingBoxes(ThriftStruct entry)
    {
        ThriftStruct result = new();
        result.SetBinary(1, entry.Binary(1)!);
        try
        {
            if (entry.Text(2) is { } text && JsonNode.Parse(text) is JsonObject geo)
            {
                foreach ((_, JsonNode? column) in geo["columns"] as JsonObject ?? [])
                {
                    (column as JsonObject)?.Remove("bbox");
                }

                result.SetBinary(2, System.Text.Encoding.UTF8.GetBytes(geo.ToJsonString()));
            }
        }
        catch (JsonException)
        {
            // not what GeoParquet says it is: the key stays, what it held does not
            return result;
        }

        return result;
    }
}
