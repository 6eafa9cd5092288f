using System.Runtime.InteropServices;

namespace Erasure.Parquet;

/// <summary>Adds up <see cref="AskedRows"/>. By many threads.</summary>
internal sealed class AskedRowCount
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, long> rows = [];
    private bool hasOthers;

    /// <summary>What was added so far.</summary>
    public AskedRows Sum
    {
        get
        {
            lock (gate)
            {
                return new AskedRows(new Dictionary<int, long>(rows)) { HasOthers = hasOthers };
            }
        }
    }

    public void Add(IEnumerable<(int Asker, long Rows)> found, bool hasOthers)
    {
        lock (gate)
        {
            this.hasOthers |= hasOthers;
            foreach ((int asker, long count) in found)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(rows, asker, out _) += count;
            }
        }
    }
}
