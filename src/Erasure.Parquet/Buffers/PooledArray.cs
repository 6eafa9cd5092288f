using System.Buffers;

namespace Erasure.Parquet.Buffers;

/// <summary>A reusable array of values that are written before they are read.</summary>
internal sealed class PooledArray<T> : IDisposable
    where T : unmanaged
{
    private T[] array = [];

    public int Length { get; private set; }

    public Span<T> Span => array.AsSpan(0, Length);

    /// <summary>Makes the array that long; the content is undefined.</summary>
    public Span<T> Reset(int length)
    {
        if (length > array.Length)
        {
            Return();
            array = ArrayPool<T>.Shared.Rent(length);
        }

        Length = length;
        return Span;
    }

    public void Dispose()
    {
        Return();
        array = [];
        Length = 0;
    }

    private void Return()
    {
        if (array.Length > 0)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
