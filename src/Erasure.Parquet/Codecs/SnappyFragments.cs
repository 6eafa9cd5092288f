namespace Erasure.Parquet.Codecs;

/// <summary>A stretch of a Snappy block that refers to nothing before it, so that its tags can stand in another block as they are.</summary>
/// <param name="Offset">Where its tags begin in the compressed block.</param>
/// <param name="Length">Bytes of its tags.</param>
/// <param name="UncompressedLength">Bytes that its tags make.</param>
internal readonly record struct SnappyFragment(int Offset, int Length, int UncompressedLength);

/// <summary>Splits a Snappy block into its fragments by a scan of its tags; nothing is decompressed.</summary>
/// <remarks>
/// The reference encoder starts afresh every 64 KiB of input, and copies are relative: fragments that hold no erased byte can be reused verbatim.
/// The format promises none of this, hence the scan.
/// </remarks>
internal static class SnappyFragments
{
    /// <summary>Lists the block's fragments of <see cref="SnappyEncoder.FragmentLength"/> uncompressed bytes (the last may be shorter).</summary>
    /// <returns>False where a tag spans two fragments or a copy reaches into an earlier one: then the block has to be compressed anew.</returns>
    /// <exception cref="RefusedException"><see cref="RefusalCode.Corrupt"/>: the tags are not valid.</exception>
    public static bool TryScan(ReadOnlySpan<byte> block, List<SnappyFragment> fragments)
    {
        fragments.Clear();
        int total = SnappyDecoder.ReadLength(block, out int input);
        long output = 0;
        while (output < total)
        {
            int begin = input;
            long boundary = Math.Min(output + SnappyEncoder.FragmentLength, total);
            long start = output;
            while (output < boundary)
            {
                SnappyTag tag = SnappyTag.Read(block, ref input);
                if (tag.Offset > output - start)
                {
                    return tag.Offset <= output ? false : throw CodecErrors.Corrupt(SnappyDecoder.Name, $"a copy at output byte {output} begins before the block.");
                }

                output += tag.Length;
            }

            if (output != boundary)
            {
                return output <= total ? false : throw CodecErrors.Overrun(SnappyDecoder.Name);
            }

            fragments.Add(new SnappyFragment(begin, input - begin, (int)(boundary - start)));
        }

        return input == block.Length ? true : throw CodecErrors.Overrun(SnappyDecoder.Name);
    }
}
