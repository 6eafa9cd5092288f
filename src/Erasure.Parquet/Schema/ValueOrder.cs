namespace Erasure.Parquet.Schema;

/// <summary>How a column's values compare, for bounds.</summary>
internal enum ValueOrder
{
    /// <summary>Undefined, or one that we don't know: there are no bounds.</summary>
    None,
    Boolean,
    Signed,
    Unsigned,

    /// <summary>Float, double or FLOAT16 by value; NaN has no place.</summary>
    Floating,

    /// <summary>Float, double or FLOAT16 by IEEE 754 totalOrder.</summary>
    FloatingTotal,
    Bytes,

    /// <summary>Big-endian two's complement of any length.</summary>
    Decimal,

    /// <summary>INT96 as day and nanosecond.</summary>
    Int96,
}
