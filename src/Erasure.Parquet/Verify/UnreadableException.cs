namespace Erasure.Parquet.Verify;

/// <summary>The successor can't be read, where its original can.</summary>
internal sealed class UnreadableException(Exception cause) : Exception(cause is RefusedException ? cause.Message : cause.GetType().Name, cause)
{
    /// <summary>Opens something of the successor; what goes wrong in its bytes is the successor's fault.</summary>
    public static T Guard<T>(Func<T> opening)
    {
        try
        {
            return opening();
        }
        catch (Exception failure) when (Metadata.Guard.IsFault(failure))
        {
            throw new UnreadableException(failure);
        }
    }

    /// <summary>Reads of the successor; what goes wrong in its bytes is the successor's fault.</summary>
    public static async ValueTask<T> GuardAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception failure) when (Metadata.Guard.IsFault(failure))
        {
            throw new UnreadableException(failure);
        }
    }
}
