using Erasure.Parquet;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Verify;

namespace Erasure.SecondOpinion;

/// <summary>How much a column chunk is once it is read, by its pages: what the footer says may be anything.</summary>
internal sealed class ChunkWeights(ParquetFile file)
{
    /// <summary>What a library keeps for a value beside its bytes.</summary>
    private const int BytesPerValue = 24;

    /// <summary>How many leaves the schema has.</summary>
    public int Columns => file.Schema.Leaves.Count;

    /// <summary>Opens the file once more.</summary>
    public static async Task<ChunkWeights> OpenAsync(IByteSource source, CancellationToken cancellationToken) =>
        new(await ParquetFile.OpenAsync(source, new ParquetEraserOptions(), cancellationToken));

    /// <summary>Weighs a chunk.</summary>
    /// <returns>Its bytes, with those of its values where they share their beginnings (DELTA_BYTE_ARRAY) and so can be any multiple of what is written.</returns>
    public async Task<long> WeighAsync(int group, int column, CancellationToken cancellationToken)
    {
        RowGroup rows = file.RowGroup(group);
        using PageWalk walk = new(file, rows, rows.Columns[column]);
        long bytes = 0;
        while (await walk.NextAsync(cancellationToken))
        {
            bytes += walk.Header.UncompressedSize + ((long)walk.Header.ValueCount * BytesPerValue);
            if (walk.Header.IsData && walk.Header.Encoding == ValueEncoding.DeltaByteArray)
            {
                await walk.ReadLevelsAsync(cancellationToken);
                walk.Page.ReadValues();
                bytes += walk.Page.Values.Values.Data.Length;
            }
        }

        return bytes;
    }
}
