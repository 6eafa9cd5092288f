using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Compares what footers say of files as a whole.</summary>
/// <param name="before">The original's.</param>
/// <param name="after">The successor's.</param>
/// <param name="isShorter">Rows are gone.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class FooterComparison(FileMetadata before, FileMetadata after, bool isShorter, ProblemList problems)
{
    private const short Schema = 2, RowCount = 3, RowGroups = 4, KeyValues = 5, CreatedBy = 6, ColumnOrders = 7, Extension = 32767;

    public void Compare()
    {
        Expect(Fields.IsSame(before.Fields, after.Fields, Schema), "The schema differs.");
        Expect(Fields.IsSame(before.Fields, after.Fields, CreatedBy), "created_by differs.");
        Expect(Fields.IsSame(before.Fields, after.Fields, ColumnOrders), "The column orders differ.");
        Expect(HaveSameKeyValues(), "The key/value metadata differ.");
        Expect(Fields.AreSame(before.Fields, after.Fields, Schema, RowCount, RowGroups, KeyValues, CreatedBy, ColumnOrders, Extension), "The footer differs.");
        Expect(!after.Fields.Has(Extension) || (!isShorter && Fields.IsSame(before.Fields, after.Fields, Extension)), "The footer has a second one in its extension.");
    }

    private bool HaveSameKeyValues()
    {
        int count = before.KeyValues?.Count ?? 0;
        if ((after.KeyValues?.Count ?? 0) != count || (before.KeyValues is null) != (after.KeyValues is null))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            ThriftStruct old = before.KeyValues!.Struct(i), made = after.KeyValues!.Struct(i);
            bool isSame = Fields.AreSame(old, made);
            if (old.Text(1) == "geo" && made.Text(1) == "geo" ? !(isSame && !isShorter) && !IsWithoutBoxes(old.Text(2), made.Text(2)) : !isSame)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>GeoParquet keeps a bounding box by column, which is all that may be missing; what isn't GeoParquet's JSON may be gone as a whole.</summary>
    private static bool IsWithoutBoxes(string? old, string? made)
    {
        if (made is null)
        {
            return true;
        }

        try
        {
            JsonNode? expected = JsonNode.Parse(old ?? ""), actual = JsonNode.Parse(made);
            foreach (JsonNode? column in (expected?["columns"] as JsonObject ?? []).Select(column => column.Value))
            {
                (column as JsonObject)?.Remove("bbox");
            }

            return JsonNode.DeepEquals(expected, actual);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Expect(bool holds, string message) => problems.Expect(holds, VerificationProblemCode.MetadataDiffers, message);
}
