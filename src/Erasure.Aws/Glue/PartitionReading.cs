using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Glue;

/// <summary>How a table's partitions are read: each has a class and settings of its own, which the table's may have been once.</summary>
internal sealed class PartitionReading(GlueTable table, DataMapper mapper)
{
    private readonly TableText text = TableText.Of(table, mapper);

    /// <summary>Whether a partition is read as the table is, as far as that decides which rows there are.</summary>
    public bool IsSame(GluePartition partition)
    {
        if (partition.SerDe.Length == 0)
        {
            return true;
        }

        GlueTable own = table with
        {
            SerDe = partition.SerDe,
            InputFormat = partition.InputFormat.Length == 0 ? table.InputFormat : partition.InputFormat,
            SerDeParameters = partition.SerDeParameters,
            Parameters = table.Parameters.Concat(partition.Parameters).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value),
        };
        TableText ofOwn = TableText.Of(own, mapper);
        return WithoutColumns(ofOwn) == WithoutColumns(text)
            && ofOwn.Complaints.SequenceEqual(text.Complaints)
            && TableFormat.ManagerOf(own) == TableFormat.ManagerOf(table)
            && TableFormat.Complaint(own, mapper.Format) is null == TableFormat.Complaint(table, mapper.Format) is null;
    }

    // They are the table's in both.
    private static TextSettings? WithoutColumns(TableText text) => text.Settings is { } settings ? settings with { Columns = null } : null;
}
