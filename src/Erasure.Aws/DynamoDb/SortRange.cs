using System.Text;

namespace Erasure.Aws.DynamoDb;

/// <summary>Where a query by prefix begins. DynamoDB refuses a start key outside the prefix, so one that lies before it means the beginning, and one behind it means nothing.</summary>
internal readonly struct SortRange
{
    public SortRange(string prefix, string? after, bool descending)
    {
        if (after is null || after.StartsWith(prefix, StringComparison.Ordinal))
        {
            Start = after;
            return;
        }

        int order = Encoding.UTF8.GetBytes(after).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(prefix));
        IsEmpty = descending ? order < 0 : order > 0;
    }

    /// <summary>Start after this sort key; null for the beginning.</summary>
    public string? Start { get; }

    /// <summary>Nothing lies behind the start.</summary>
    public bool IsEmpty { get; }
}
