using System.Text;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching.Forms;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Texts, compared in the form of some rules with what a column stores. Bytes that aren't UTF-8 equal none.</summary>
internal sealed class FormSet(LeafColumn column, FormTable<int> ids) : ValueSet(column, ids.Keys.Select(Encoding.UTF8.GetBytes))
{
    public override bool CanPrune => false;

    public override int FindNext(ValueBlock values, int from, out int id)
    {
        for (int i = from; i < values.Count; i++)
        {
            if (ids.TryFind(values[i], out id))
            {
                return i;
            }
        }

        id = -1;
        return -1;
    }
}
