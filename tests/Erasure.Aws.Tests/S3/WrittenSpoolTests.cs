using Amazon.S3;
using Erasure.Aws.S3;
using Erasure.Parquet;

namespace Erasure.Aws.Tests.S3;

public sealed class WrittenSpoolTests
{
    private const int Block = 64 << 10;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3 * Block, 0)]
    [InlineData(40 * Block, 38 * Block)]
    [InlineData((40 * Block) + 5, 38 * Block)]
    public async Task What_was_written_is_read_wherever_it_lies(int length, long onDisk)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        using WrittenSpool spool = new(memory: onDisk > 0 ? 2 * Block : 64 * Block);
        Random random = new(2);
        for (int at = 0; at < length;)
        {
            int count = Math.Min(length - at, random.Next(1, 3 * Block));
            spool.Append(bytes.AsSpan(at, count));
            at += count;
        }

        Assert.Equal((length, onDisk), (spool.Length, spool.BytesOnDisk));
        await Parallel.ForAsync(0, 20, async (i, stop) =>
        {
            int from = length * i / 20;
            byte[] read = new byte[length - from];
            await spool.ReadAsync(from, read, stop);
            Assert.True(bytes.AsSpan(from).SequenceEqual(read));
        });
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await spool.ReadAsync(length, new byte[1], default));
    }

    [Fact]
    public void What_lies_on_disk_has_no_name()
    {
        HashSet<string> before = [.. Directory.GetFiles(Path.GetTempPath(), "erasure-*")];
        using WrittenSpool spool = new(memory: 0);
        spool.Append(new byte[2 * Block]);

        Assert.Equal(2 * Block, spool.BytesOnDisk);
        Assert.Subset(before, Directory.GetFiles(Path.GetTempPath(), "erasure-*").ToHashSet());
    }

    [Fact]
    public void Other_bytes_than_were_sent_are_refused_where_the_server_names_their_digest()
    {
        byte[] digest = ArrivedBytes.Digest("abc"u8);

        ArrivedBytes.Check(digest, "\"900150983cd24fb0d6963f7d28e17f72\"", null, 1);
        ArrivedBytes.Check(digest, "\"something-else\"", ServerSideEncryptionMethod.AWSKMS, 1);
        Assert.Equal(RefusalCode.SuccessorDiffers, Assert.Throws<RefusedException>(() => ArrivedBytes.Check(digest, "\"900150983cd24fb0d6963f7d28e17f73\"", null, 1)).Code);
        Assert.Throws<RefusedException>(() => ArrivedBytes.Check(digest, null, ServerSideEncryptionMethod.AES256, 1));
    }
}
