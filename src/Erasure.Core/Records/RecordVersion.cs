using System.Security.Cryptography;

namespace Erasure.Core.Records;

/// <summary>Numbers of versions for stores: a record that is written where one was deleted must not be taken for it by whoever read that.</summary>
public static class RecordVersion
{
    /// <summary>JSON and every database carry integers below it exactly.</summary>
    private const long Limit = 1L << 53;

    /// <summary>The first version of a record that isn't there: random, so that no earlier record of its key had it.</summary>
    public static long First()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);

        // a record would have to be changed 2^52 times to leave what can be carried
        return (BitConverter.ToInt64(bytes) & ((Limit / 2) - 1)) + 1;
    }

    /// <summary>The version behind the one that a write expects; 0 is expected where there must be none.</summary>
    public static long After(long expected) => expected == 0 ? First() : expected + 1;
}
